"""What the invented papers are about, as data: names of a topic, how often it is written about, and its vocabulary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Topic:
    """`weights` are relative numbers of papers at the start of 2021, 2022, ... 2027; between them they are linear.

    `names` are the ways in which abstracts name the topic, the commonest first; the others fill slots of sentences.
    """

    weights: tuple[float, ...]
    title: str
    names: tuple[str, ...]
    parts: tuple[str, ...]
    troubles: tuple[str, ...]
    means: tuple[str, ...]
    tests: tuple[str, ...]
    uses: tuple[str, ...]


TOPICS = (
    Topic(
        weights=(0, 0, 1, 4, 9, 14, 16),
        title="Language Agents",
        names=("language agents", "LLM agents", "tool-using agents"),
        parts=("planners", "tool calls", "long trajectories", "episodic memory", "browser sessions"),
        troubles=("early mistakes compound", "tools fail silently", "plans drift from the goal", "reward arrives late"),
        means=("reflection after failed steps", "a typed action space", "tree search over tool calls", "shared memory"),
        tests=("web navigation", "spreadsheet repair", "household simulation", "repository maintenance"),
        uses=("office automation", "software maintenance", "laboratory planning"),
    ),
    Topic(
        weights=(0.3, 0.6, 1.5, 4, 6, 7, 8),
        title="Mixture of Experts",
        names=("mixture of experts", "mixture-of-experts layers", "sparse experts"),
        parts=("routers", "expert capacity", "token assignments", "shared experts", "all-to-all traffic"),
        troubles=(
            "routers collapse onto few experts",
            "tokens are dropped",
            "expert memory is idle",
            "routing flickers",
        ),
        means=("entropy-balanced routing", "expert merging", "fine-grained experts", "auxiliary-free balancing"),
        tests=("multilingual pretraining", "code completion", "machine translation", "question answering"),
        uses=("multilingual assistants", "serving on modest hardware", "on-device translation"),
    ),
    Topic(
        weights=(0, 0.2, 0.8, 3, 5, 5, 5),
        title="State Space Models",
        names=("state space models", "selective state space models", "structured state spaces"),
        parts=("recurrent states", "scan kernels", "gating schedules", "input-dependent transitions", "long sequences"),
        troubles=("copying breaks down", "states saturate", "recall decays with distance", "kernels are memory-bound"),
        means=(
            "hybrid attention blocks",
            "chunked parallel scans",
            "diagonal-plus-low-rank transitions",
            "state caching",
        ),
        tests=("genomic sequences", "long-document retrieval", "audio generation", "associative recall"),
        uses=("genome annotation", "streaming audio", "long-document search"),
    ),
    Topic(
        weights=(0, 0, 0, 0.5, 3, 9, 13),
        title="Verifiable Rewards",
        names=("verifiable rewards", "reasoning models", "test-time compute"),
        parts=("chains of thought", "rollouts", "outcome verifiers", "process rewards", "reasoning traces"),
        troubles=(
            "verifiers are gamed",
            "traces grow without need",
            "exploration collapses",
            "hard prompts give no signal",
        ),
        means=("length-aware advantages", "curriculum sampling", "verifier ensembles", "group-relative baselines"),
        tests=("olympiad mathematics", "competitive programming", "formal proofs", "scientific puzzles"),
        uses=("theorem proving", "tutoring in mathematics", "program repair"),
    ),
    Topic(
        weights=(0.3, 0.6, 2, 5, 6, 5, 4),
        title="Retrieval-Augmented Generation",
        names=("retrieval-augmented generation", "dense retrieval", "retrieval-augmented models"),
        parts=("passage indexes", "rerankers", "citations", "query rewrites", "evidence spans"),
        troubles=(
            "stale passages mislead",
            "evidence is ignored",
            "indexes outgrow memory",
            "queries are underspecified",
        ),
        means=("late-interaction reranking", "evidence attribution", "adaptive retrieval", "graph-guided expansion"),
        tests=("open-domain question answering", "fact verification", "enterprise search", "clinical guidelines"),
        uses=("customer support", "legal research", "clinical decision support"),
    ),
    Topic(
        weights=(1, 3, 8, 9, 7, 6, 5),
        title="Diffusion Models",
        names=("diffusion models", "score-based models", "latent diffusion"),
        parts=("noise schedules", "guidance scales", "sampling steps", "latent codes", "denoisers"),
        troubles=("sampling is slow", "guidance oversaturates images", "rare concepts vanish", "likelihoods are loose"),
        means=("consistency distillation", "rectified flows", "adaptive step sizes", "frequency-aware noise"),
        tests=("text-to-image synthesis", "video generation", "molecule design", "image restoration"),
        uses=("design studios", "medical imaging", "materials discovery"),
    ),
    Topic(
        weights=(9, 7, 3.5, 1.2, 0.5, 0.2, 0.1),
        title="Generative Adversarial Networks",
        names=("generative adversarial networks", "GANs", "adversarial generators"),
        parts=("discriminators", "latent directions", "style codes", "gradient penalties", "generators"),
        troubles=("modes collapse", "discriminators overfit", "training oscillates", "small datasets are memorised"),
        means=("adaptive augmentation", "spectral regularisation", "relativistic losses", "projected discriminators"),
        tests=("face synthesis", "domain translation", "super-resolution", "texture transfer"),
        uses=("photo editing", "data augmentation", "film restoration"),
    ),
    Topic(
        weights=(7, 5, 3, 1.5, 0.8, 0.5, 0.4),
        title="Recurrent Neural Networks",
        names=("recurrent neural networks", "LSTM networks", "gated recurrent units"),
        parts=("hidden states", "forget gates", "time lags", "unrolled gradients", "attention heads"),
        troubles=("gradients vanish", "long gaps are forgotten", "training cannot be parallelised", "states drift"),
        means=("orthogonal transitions", "skip connections through time", "multi-rate cells", "truncated estimators"),
        tests=("load forecasting", "handwriting recognition", "activity recognition", "sensor logs"),
        uses=("energy markets", "wearable sensors", "predictive maintenance"),
    ),
    Topic(
        weights=(6, 4, 2, 0.8, 0.4, 0.3, 0.2),
        title="Word Embeddings",
        names=("word embeddings", "static embeddings", "cross-lingual embeddings"),
        parts=("embedding spaces", "subword units", "co-occurrence counts", "analogies", "seed lexicons"),
        troubles=(
            "rare words are noisy",
            "senses are conflated",
            "social bias is inherited",
            "spaces are not isometric",
        ),
        means=("sense-aware factorisation", "subspace alignment", "frequency smoothing", "iterative projection"),
        tests=("word similarity", "bilingual lexicon induction", "named entity recognition", "semantic change"),
        uses=("historical linguistics", "low-resource languages", "lexicography"),
    ),
    Topic(
        weights=(7, 8, 6, 4, 3, 2, 2),
        title="Graph Neural Networks",
        names=("graph neural networks", "message passing", "graph transformers"),
        parts=("neighbourhoods", "edge features", "spectral filters", "positional encodings", "pooling layers"),
        troubles=(
            "deep stacks oversmooth",
            "bottlenecks squash messages",
            "heterophily misleads",
            "graphs shift over time",
        ),
        means=("curvature-based rewiring", "subgraph sampling", "equivariant updates", "random-walk encodings"),
        tests=("molecular property prediction", "traffic forecasting", "citation graphs", "fraud detection"),
        uses=("drug discovery", "road networks", "payment systems"),
    ),
    Topic(
        weights=(2, 6, 8, 5, 3, 3, 2),
        title="Vision Transformers",
        names=("vision transformers", "self-attention", "masked image modelling"),
        parts=("patch tokens", "window attention", "register tokens", "class tokens", "attention maps"),
        troubles=(
            "small datasets are not enough",
            "high resolution is costly",
            "locality is missing",
            "tokens are redundant",
        ),
        means=("token merging", "convolutional stems", "hierarchical windows", "self-distillation"),
        tests=("image classification", "object detection", "semantic segmentation", "remote sensing"),
        uses=("satellite monitoring", "quality inspection", "digital pathology"),
    ),
    Topic(
        weights=(0.3, 1, 3, 6, 8, 9, 9),
        title="Vision-Language Models",
        names=("vision-language models", "multimodal models", "visual instruction tuning"),
        parts=("visual tokens", "image encoders", "captions", "spatial relations", "document pages"),
        troubles=(
            "objects are hallucinated",
            "charts are misread",
            "spatial words are ignored",
            "image tokens crowd context",
        ),
        means=("grounded decoding", "token compression", "synthetic captions", "preference pairs"),
        tests=("chart understanding", "visual question answering", "document parsing", "robot manipulation"),
        uses=("accessibility tools", "document archives", "robotics"),
    ),
    Topic(
        weights=(0.5, 1.5, 4, 6, 4, 3, 2),
        title="Parameter-Efficient Fine-Tuning",
        names=("parameter-efficient fine-tuning", "low-rank adaptation", "prompt tuning"),
        parts=("adapters", "low-rank updates", "soft prompts", "frozen backbones", "task vectors"),
        troubles=("ranks are set by hand", "adapters interfere", "merging loses skills", "tuning is unstable"),
        means=("rank allocation", "adapter composition", "orthogonal updates", "sign-aware merging"),
        tests=("instruction following", "text classification", "dialogue", "cross-lingual transfer"),
        uses=("personal assistants", "small research groups", "regulated industries"),
    ),
    Topic(
        weights=(4, 4, 4, 3, 3, 3, 3),
        title="Offline Reinforcement Learning",
        names=("offline reinforcement learning", "value functions", "policy optimisation"),
        parts=("logged trajectories", "critics", "behaviour policies", "state coverage", "return estimates"),
        troubles=("values are overestimated", "coverage is poor", "rewards are sparse", "dynamics shift"),
        means=("pessimistic critics", "trajectory stitching", "ensemble penalties", "return conditioning"),
        tests=("locomotion", "manipulation", "inventory control", "treatment planning"),
        uses=("warehouse robots", "intensive care", "recommendation"),
    ),
    Topic(
        weights=(5, 5, 4, 3, 2, 2, 1),
        title="Federated Learning",
        names=("federated learning", "differential privacy", "client drift"),
        parts=("client updates", "communication rounds", "privacy budgets", "stragglers", "server momentum"),
        troubles=("clients disagree", "bandwidth is scarce", "labels are skewed", "updates leak data"),
        means=("gradient sketching", "personalised heads", "secure aggregation", "adaptive clipping"),
        tests=("keyboard prediction", "hospital records", "sensor fleets", "image tagging"),
        uses=("hospital networks", "mobile keyboards", "vehicle fleets"),
    ),
    Topic(
        weights=(3, 3, 3, 3, 3, 3, 3),
        title="Speech Recognition",
        names=("speech recognition", "self-supervised speech", "streaming transcription"),
        parts=("acoustic frames", "phoneme alignments", "speaker turns", "transducers", "language labels"),
        troubles=("accents are under-represented", "noise masks consonants", "speakers overlap", "latency is limited"),
        means=("masked acoustic units", "two-pass decoding", "pronunciation-aware sampling", "time-shift training"),
        tests=("meeting transcription", "call-centre audio", "dialect recordings", "children's speech"),
        uses=("live captioning", "field linguistics", "emergency calls"),
    ),
    Topic(
        weights=(1, 1, 2, 4, 5, 6, 6),
        title="Efficient Inference",
        names=("post-training quantization", "speculative decoding", "key-value caches"),
        parts=("weight outliers", "draft tokens", "activation ranges", "attention kernels", "cache pages"),
        troubles=("outliers spoil low precision", "caches fill memory", "drafts are rejected", "batches are uneven"),
        means=("rotation before rounding", "cache eviction", "mixed precision", "draft trees"),
        tests=("batch serving", "long-context prompting", "phone deployment", "code completion"),
        uses=("cloud serving", "phones and laptops", "edge devices"),
    ),
    Topic(
        weights=(2, 2, 2, 3, 3, 4, 4),
        title="Protein Language Models",
        names=("protein language models", "protein design", "structure prediction"),
        parts=("residue contacts", "multiple alignments", "backbone frames", "binding sites", "mutation scans"),
        troubles=(
            "orphan proteins lack relatives",
            "labels come from few assays",
            "flexible loops are ignored",
            "folds repeat",
        ),
        means=("structure-aware tokens", "inverse folding", "contrastive binding", "family-balanced sampling"),
        tests=("mutation effects", "enzyme design", "binding affinity", "antibody ranking"),
        uses=("enzyme engineering", "vaccine design", "plastic recycling"),
    ),
    Topic(
        weights=(4, 4, 3, 2, 1.5, 1, 1),
        title="Adversarial Robustness",
        names=("adversarial robustness", "adversarial training", "certified defences"),
        parts=("perturbation budgets", "decision boundaries", "attack steps", "smoothed classifiers", "loss surfaces"),
        troubles=("robust overfitting sets in", "clean accuracy suffers", "attacks transfer", "certificates are loose"),
        means=("curvature penalties", "randomised smoothing", "margin reweighting", "diverse ensembles"),
        tests=("image classification", "malware detection", "traffic signs", "spam filtering"),
        uses=("malware triage", "driver assistance", "content moderation"),
    ),
)
