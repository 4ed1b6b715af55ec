"""Settings: home folder and limits, from flags > environment > `papertide.toml` > defaults. Frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from transforms.errors import UsageError
from transforms.readers import readers
from transforms.readers._columns import NAMES

CONFIG_FILE = "papertide.toml"
VIEWS_FILE = "views.toml"
_CORRECT = "Correct it; `papertide config show` then lists all settings and where each comes from."

# The columns of a table that hold one field: a name, or several, best first.
ColumnNames = Annotated[
    tuple[str, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given), Field(min_length=1)
]


class Settings(BaseSettings):
    """Every value has a unit in its name, a default, and an environment variable `PAPERTIDE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="PAPERTIDE_", frozen=True, extra="forbid")

    home: Path = Field(Path("data"), description="Folder that holds everything papertide keeps.")

    max_dump_bytes: int = Field(20 * 1024**3, gt=0, description="Largest dump, decompressed, in bytes.")
    max_expansion_ratio: int = Field(200, gt=0, description="Largest decompressed/compressed ratio.")
    max_members: int = Field(10_000, gt=0, description="Most files and folders in a zip or tar archive.")
    max_line_bytes: int = Field(8 * 1024**2, gt=0, description="Longest line, in bytes.")
    max_unparsed_share: float = Field(
        0.02, ge=0, le=1, description="Share of unparsed bytes over which a dump is refused."
    )
    max_reject_share: float = Field(0.05, ge=0, le=1, description="Share of rejects over which a dump is held.")
    max_reject_share_by_source: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        {}, description="Sources with a `max_reject_share` of their own."
    )
    min_rejects_to_hold: int = Field(10, ge=1, description="Fewer rejects than this never hold a dump.")
    tables: dict[str, dict[str, ColumnNames]] = Field(
        {}, description="Tables whose columns have names of their own: for each, which column holds which field."
    )
    raw_characters: int = Field(4_000, gt=0, description="Characters of raw text kept with a reject.")

    memory_limit_mb: int = Field(1_024, gt=0, description="Memory DuckDB may use, in MiB, before it spills to disk.")
    threads: int = Field(2, gt=0, description="Threads DuckDB may use.")

    min_term_papers: int = Field(3, ge=1, description="Papers that must use a term, at least.")
    min_term_share: float = Field(
        0.00005, ge=0, le=1, description="Share of all papers that must use a term, where that is more."
    )
    max_terms: int = Field(100_000, ge=1, description="Terms that are kept; beyond, the rarest are left out.")

    keep_snapshots: int = Field(5, ge=1, description="Published snapshots that `prune` keeps.")
    keep_reports: int = Field(60, ge=1, description="Run reports and Data Docs results kept.")

    max_files_per_tick: int = Field(50, ge=1, description="Dumps the landing sensor requests at once.")
    max_late_days: int = Field(3, ge=1, description="Weekdays without a new dump after which data is called late.")

    query_rows: int = Field(10_000, ge=1, description="Rows after which `papertide query` cuts.")
    query_seconds: float = Field(30.0, gt=0, description="Seconds after which `papertide query` stops.")

    dashboard_port: int = Field(8501, gt=0, lt=65_536, description="Port of the dashboard on 127.0.0.1.")
    dagster_port: int = Field(3000, gt=0, lt=65_536, description="Port of Dagster on 127.0.0.1.")

    @field_validator("max_reject_share_by_source")
    @classmethod
    def _names_sources(cls, shares: dict[str, float]) -> dict[str, float]:
        """A limit under a misspelt name would never apply, and nobody would hear of it."""
        unknown = sorted(shares.keys() - {reader.name for reader in readers()}) if shares else []
        if unknown:
            raise ValueError(f"there is no source {', '.join(unknown)} (`papertide readers` lists them)")
        return shares

    @field_validator("tables")
    @classmethod
    def _name_fields(cls, tables: dict[str, dict[str, ColumnNames]]) -> dict[str, dict[str, ColumnNames]]:
        """A misspelt field would be lost in silence, and a table without titles lists nothing."""
        for name, columns in tables.items():
            if unknown := sorted(columns.keys() - NAMES.keys()):
                raise ValueError(f"{name}: there is no field {', '.join(unknown)} (there are {', '.join(NAMES)})")
            if "title" not in columns:
                raise ValueError(f"{name}: which column holds the `title` is not said")
        return tables

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then the file: the order in which an operator expects to be obeyed."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file(init_settings()))

    @property
    def landing(self) -> Path:
        """Folder into which the operator drops dumps."""
        return self.home / "landing"

    @property
    def archive(self) -> Path:
        """Content of every dump that was read, compressed, named by its hash."""
        return self.home / "archive"

    @property
    def staging(self) -> Path:
        """Copies being read; emptied by the next writer after a crash."""
        return self.home / "staging"

    @property
    def snapshots(self) -> Path:
        """Published snapshots, their manifests and the `CURRENT` pointer."""
        return self.home / "snapshots"

    @property
    def reports(self) -> Path:
        """Run reports and Data Docs."""
        return self.home / "reports"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own files: generated configuration, run and event storage."""
        return self.home / "dagster"

    @property
    def database(self) -> Path:
        """The writer's DuckDB file; nobody else opens it."""
        return self.home / "warehouse.duckdb"

    @property
    def overrides(self) -> Path:
        """The operator's decisions on which listings are the same paper."""
        return self.home / "overrides.csv"

    @property
    def vocabulary(self) -> Path:
        """An analyst's own terms, synonyms, stop words, groups and ratios."""
        return self.home / "vocabulary.toml"

    @property
    def views(self) -> Path:
        """What analysts look at again, by name."""
        return self.home / VIEWS_FILE


def load_settings(**flags: Any) -> Settings:
    """Settings with the given flags on top; a flag that is None was not given.

    Raises UsageError that names the value and where it stands.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        said = "; ".join(_said(item, given) for item in error.errors())
        raise UsageError(f"{said}.", next_step=_CORRECT) from error
    except SettingsError as error:
        raise UsageError(f"a PAPERTIDE_ variable: {error}.", next_step=_CORRECT) from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise UsageError(f"{_file(given)}: {error}.", next_step=_CORRECT) from error


def origins(**flags: Any) -> dict[str, str]:
    """Where each value comes from: `flag`, `environment`, the config file, or `default`. Flags as in load_settings."""
    settings = load_settings(**flags)
    given = {name for name, value in flags.items() if value is not None}
    sources = {
        "flag": given,
        "environment": set(EnvSettingsSource(Settings)()),
        CONFIG_FILE: set(TomlConfigSettingsSource(Settings, settings.home / CONFIG_FILE)()),
    }
    return {
        name: next((origin for origin, names in sources.items() if name in names), "default")
        for name in Settings.model_fields
    }


def _said(item: ErrorDetails, given: dict[str, Any]) -> str:
    """What is wrong with a value, behind the place where it stands."""
    name, value = ".".join(map(str, item["loc"])), item["input"]
    if str(item["loc"][0]) in given:
        place = "flag"
    elif item["loc"][0] in EnvSettingsSource(Settings)():
        place, name = "environment", f"PAPERTIDE_{name.upper()}"
    else:
        place = str(_file(given))
    if item["type"] == "extra_forbidden":
        return f"{place}: there is no setting {name}"
    return f"{place}: {name} = {value!r}: {item['msg'].removeprefix('Value error, ')}"


def _file(given: dict[str, Any]) -> Path:
    """The config file of the home that flags, else the environment name."""
    return Path(given.get("home") or EnvSettingsSource(Settings)().get("home") or "data") / CONFIG_FILE
