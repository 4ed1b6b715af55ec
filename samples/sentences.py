"""How the invented papers speak, as data: sentences with slots that a topic fills.

Slots: `name` (of the topic), `part`, `other` (another part), `trouble`, `means`, `test`, `probe` (another test),
`use`, `system` (the paper's own name), and the numbers `gain`, `share`, `count`, `factor`. `Name` and the like are
the same with a capital. Of `[one|two]` either is said.
"""

from __future__ import annotations

OPENINGS = (
    "As {name} found their way into [daily use|products|classrooms], few asked what happens when {trouble}.",
    "Much of what we know about {use} rests on {name}, yet [users|engineers|operators|clinicians] find that {trouble}.",
    "[Work|Writing|Theory|Folklore] on {name} usually takes [well-behaved|stationary|independent] {part} for granted.",
    "Anyone who applies {name} to {test} soon notices that {trouble}.",
    "The success of {name} on {test} hides a [weakness|blind spot|contradiction|paradox]: {trouble}.",
    "How {part} may [shape|steer|bias|govern] the [behaviour|output] of {name} is still not well understood.",
    "The [appeal|charm|strength] of {name} for {use} is that little [supervision|labelling] is needed, but {trouble}.",
    "A long-standing [obstacle|complaint|puzzle|bottleneck] for {name} is that {trouble}.",
    "Although {test} now depends on {name}, the [cost|latency|energy|carbon footprint] grows quickly with {part}.",
    "Interest in {name} has grown in {use}, where [labels|experts|servers|sensors] are [scarce|costly|slow].",
    "Research on {name} is often [tuned|tailored|confined] to {test} alone, which says little about {probe}.",
    "Two [schools|traditions|communities|currents] meet in {name}: one looks at {part}, the other at {other}.",
)

PROBLEMS = (
    "Existing [remedies|recipes|patches] treat {part} and {other} separately and miss how they [interact|interfere].",
    "We trace this to a lack of [signal|pressure|contrast|diversity] for {part} once {other} are done.",
    "In {use} this matters in particular, since {trouble} exactly when the [stakes|costs|risks|prices] are highest.",
    "Earlier [explanations|hypotheses|reports] blame {other}; [controls|probes|audits] on {test} rule this out.",
    "Common [fixes|tricks|workarounds] need several passes over the data and lose most of what they gain on {probe}.",
    "The usual [protocol|leaderboard] of {test} does not reveal it, for [averages|medians] hide what is rare.",
    "Larger [models|budgets|batches|corpora] do not make it disappear; they only move it from {part} to {other}.",
    "A closer look shows that {trouble} long before the [loss|validation curve] gives any [warning|hint|alarm].",
    "More [annotations|demonstrations] for {use} would help, but [money|time|privacy law] rarely allows it.",
    "The [mismatch|gap|tension] is already visible in {part} after the first [hour|epoch|thousand updates].",
)

PROPOSALS = (
    "We propose {system}, which combines {means} with a [lightweight|gentle|Bayesian|lazy] treatment of {part}.",
    "This paper introduces {system}, which relies on {means} instead of [heuristics|guesswork|grid search].",
    "To close this gap we present {system}: it [couples|aligns|reconciles] {part} and {other} through {means}.",
    "Our answer, {system}, replaces [hand-tuned|brittle] [rules|thresholds|schedules] for {part} by {means}.",
    "We develop {system}, a [recipe|curriculum|procedure] that turns to {means} before any update of {part}.",
    "{System} starts from a simple [observation|identity]: with {means}, {part} can be [predicted|bounded|cached].",
    "Building on {means}, we design {system} so that {part} can be [inspected|paused|swapped] while it runs.",
    "We revisit {means} and show with {system} how to keep {part} [stable|sparse|interpretable|compact].",
    "In this work we describe {system}, the first method to use {means} for {test}.",
)

MECHANISMS = (
    "It adds fewer than {share} percent of [parameters|memory|wall-clock time] and leaves everything else untouched.",
    "A small [auxiliary|contrastive] term keeps {part} from [drifting|collapsing], while {other} stay as they were.",
    "At its core is an [estimator|index|sketch|recursion] of {part} that takes [linear|logarithmic|constant] time.",
    "It has two stages: the first fits {part}, the second {other}, both under a fixed [budget|schedule|clock].",
    "Unlike earlier work, we [recompute|stream|compress] {other} whenever needed and store nothing.",
    "Since the step from {other} to {part} is [differentiable|convex|invertible], no [surrogate|relaxation] is needed.",
    "We derive a [bound|decomposition] that ties the error on {test} to the [variance|rank|entropy] of {part}.",
    "The [analysis|proof|derivation|simulation] explains why {trouble}, and when this [effect|symptom] disappears.",
    "A [rule|controller|bandit|timer] decides after every {count} steps whether to spend more on {part}.",
    "We also contribute [a pipeline|an annotation guide|a checklist] for {use} that [filters|flags|merges] duplicates.",
    "There is a single [hyperparameter|knob], for which a default of [one half|one tenth|two] works throughout.",
    "Both {part} and {other} share the same [normalisation|clock|vocabulary], which removes a source of [noise|drift].",
)

RESULTS = (
    "On {test} and {probe}, {system} improves over the strongest [baseline|rival|competitor] by {gain} points.",
    "Across {count} settings of {test}, the [error|regret|miss rate] falls by {share} percent, and none becomes worse.",
    "On {test} we see a {factor}-fold [reduction|saving|cut] in [training time|energy|labelling] without loss.",
    "{System} matches [systems|rivals|ensembles] of {factor} times its size on {test} and exceeds them on {probe}.",
    "In a [blind|crossover] study with {count} [experts|volunteers|raters] in {use}, {share} percent preferred it.",
    "With one tenth of the [labels|compute], the [score|success rate|F1] on {test} still rises by {gain} points.",
    "Evaluated on {test}, {probe} and a new [collection|suite|corpus] of {count} [examples|tasks|scenes], it is ahead.",
    "We measure [memory|energy] as well as quality: the [peak|median|bill] on {test} drops by {share} percent.",
    "Compared with tuned [baselines|rivals], the [variance|spread] over {count} [seeds|restarts] is halved on {probe}.",
)

LIMITS = (
    "[Ablations|Probes|Counterfactuals] attribute most of this to {means}, and the rest to {other}.",
    "Removing {means} brings the old [failure|symptom|pathology] back: {trouble}.",
    "We find no [benefit|advantage|speed-up] with [clean|plentiful|well-estimated] {part}, and we say so.",
    "It has limits: on {probe} it needs a longer [warm-up|context|burn-in], and [tiny|shallow|old] ones gain little.",
    "A negative result is instructive: [tuning|freezing|regularising] {other} alone does not help on {test}.",
    "[Interviews|Workshops|Field notes] in {use} confirm that what remains wrong is easy to spot.",
    "The [ranking|order] changes after controlling for {other}, which casts doubt on earlier [comparisons|tables].",
    "Curves over {factor} orders of [model size|magnitude] suggest that the [advantage|margin|lead] persists.",
)

CLOSINGS = (
    "We hope that this encourages more careful [evaluation|reporting|auditing] in {use}.",
    "This suggests that {part} should receive as much [attention|care] as the choice of [architecture|optimiser].",
    "We close with [recommendations|checklists] for [teams|hospitals|companies|labs] that bring {name} to {use}.",
    "Taken together, the [evidence|data|replication] favours {means} as a default for {test}.",
    "We discuss what this means for {use} and which [questions|loopholes|risks] remain.",
    "This opens a [path|door|shortcut] towards {name} that can be trusted in {use}.",
    "A [catalogue|gallery|table|taxonomy] of [failures|edge cases|errors] accompanies the paper.",
    "Everything fits on a single [machine|workstation|graphics card], which makes it easy to repeat.",
)

LINKS = (
    "Code is available at https://github.com/example-lab/{slug}.",
    "Code and [logs|configurations|notebooks] are released at https://github.com/example-lab/{slug}.",
    "[Weights|Checkpoints] can be found at https://huggingface.co/example-lab/{slug}.",
    "A demo runs at https://huggingface.co/spaces/example-lab/{slug}.",
    "The data are published at https://huggingface.co/datasets/example-lab/{slug}.",
    "A video is at https://www.youtube.com/watch?v=example-{slug}.",
    "More is collected at https://{slug}.example.org/.",
)

TITLES = (
    "{System}: {Means} for {Title}",
    "{System}: [Stable|Sparse|Honest] {Part} in {Title}",
    "When {Trouble}: [Rethinking|Repairing|Auditing] {Title} for {Use}",
    "{Title} without {Part}? [Lessons|Notes|Evidence] from {Test}",
    "Making {Title} Practical for {Test} with {Means}",
    "{System}: [Bringing|Taking|Fitting] {Title} to {Test}",
    "On the [Role|Geometry|Cost|Limits] of {Part} in {Title}",
    "Towards [Reliable|Accountable|Frugal] {Title} in {Use}",
    "{Part} and {Other}: A [Study|Theory|Survey] of {Title} on {Test}",
    "Revisiting {Title} with {Means}",
    "{System}: A Benchmark of {Title} for {Use}",
    "Why {Trouble} in {Title}, and What {Means} Can Do",
)

# A system's name: one of each, joined.
NAME_STARTS = (
    "Amber", "Aster", "Bracken", "Cedar", "Cobalt", "Coral", "Delta", "Ember", "Fathom", "Fennel", "Gale", "Harbor",
    "Heron", "Indigo", "Juniper", "Kestrel", "Larch", "Linden", "Lumen", "Marrow", "Mesa", "Nimbus", "Onyx", "Osier",
    "Pebble", "Quill", "Raven", "Russet", "Saffron", "Sorrel", "Tamar", "Thistle", "Umber", "Vesper", "Willow",
)  # fmt: skip
NAME_ENDS = ("Net", "Former", "Flow", "Bench", "Lens", "Route", "Mix", "Tune", "Scan", "Core", "Loop", "Mark")
