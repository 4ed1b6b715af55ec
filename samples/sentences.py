"""How the invented papers speak, as data: sentences with slots that a topic fills.

Slots: `name` (of the topic), `part`, `other` (another part), `trouble`, `means`, `test`, `probe` (another test),
`use`, `system` (the paper's own name), and the numbers `gain`, `share`, `count`, `factor`. `Name` and the like are
the same with a capital.
"""

from __future__ import annotations

OPENINGS = (
    "As {name} found their way into daily use, few asked what happens when {trouble}.",
    "Much of the recent progress in {use} rests on {name}, yet practitioners report that {trouble}.",
    "Work on {name} usually takes well-behaved {part} for granted.",
    "Anyone who applies {name} to {test} soon notices that {trouble}.",
    "The success of {name} on {test} hides a weakness: {trouble}.",
    "How {part} may shape the behaviour of {name} is still poorly understood.",
    "The appeal of {name} for {use} is that little supervision is needed, but {trouble}.",
    "A long-standing obstacle for {name} is that {trouble}.",
    "Although progress on {test} now depends on {name}, the cost grows quickly with the demands of {part}.",
    "Interest in {name} has grown in {use}, where data are scarce and errors are expensive.",
    "Research on {name} is often tuned to {test} alone, which says little about {probe}.",
    "Two lines of research meet in {name}: the study of {part} and the study of {other}.",
)

PROBLEMS = (
    "Existing remedies treat {part} and {other} separately and therefore miss their interaction.",
    "We trace this to a lack of training signal for {part} once the loss on {other} has converged.",
    "In {use} this matters in particular, since {trouble} exactly when the stakes are highest.",
    "Earlier explanations blame {other}; controlled experiments on {test} rule this out.",
    "Common fixes need several passes over the data and lose most of their advantage on {probe}.",
    "The usual evaluation on {test} does not reveal it, because averages hide the rare cases.",
    "Larger models do not make the difficulty disappear; they only move it from {part} to {other}.",
    "A closer look shows that {trouble} long before the training loss gives any warning.",
    "Collecting more annotations for {use} would help, but budgets rarely allow it.",
    "This mismatch between training and deployment is visible in {part} from the first thousand updates on.",
)

PROPOSALS = (
    "We propose {system}, which combines {means} with a lightweight treatment of {part}.",
    "This paper introduces {system}, a drop-in replacement that relies on {means} instead of heuristics.",
    "To close this gap we present {system}: it couples {part} and {other} through {means}.",
    "Our answer, {system}, replaces hand-tuned rules for {part} by {means}.",
    "We develop {system}, a training recipe that turns to {means} before any update of {part}.",
    "{System} starts from a simple observation: with {means}, {part} can be predicted and thus optimised.",
    "Building on {means}, we design {system} so that {part} can be inspected while the model runs.",
    "We revisit {means} and show with {system} how to keep {part} stable.",
    "In this work we describe {system}, the first method to use {means} for {test}.",
)

MECHANISMS = (
    "The method adds fewer than {share} percent of parameters and leaves the architecture of {name} untouched.",
    "A small auxiliary objective keeps {part} from drifting, while {other} can be computed as before.",
    "At its core is an estimator of {part} that is unbiased and can be computed in linear time.",
    "Training proceeds in two stages: the first fits {part}, the second {other}, both under a fixed budget.",
    "Unlike earlier work, we recompute {other} whenever needed and store nothing.",
    "Since the step from {other} to {part} is differentiable, gradients flow without any surrogate.",
    "We derive a bound that links the error on {test} to the variance of {part}.",
    "The analysis explains why {trouble}, and under which conditions the effect disappears.",
    "A scheduling rule decides after every {count} steps whether to spend more compute on {part}.",
    "We also contribute a data pipeline for {use} that filters duplicates and documents the origin of every record.",
    "The resulting procedure has a single hyperparameter, for which a default of one half works throughout.",
    "Both {part} and {other} share the same normalisation, which removes a frequent source of instability.",
)

RESULTS = (
    "On {test} and {probe}, {system} improves over the strongest baseline by {gain} points at equal compute.",
    "Across {count} settings of {test}, the error falls by {share} percent, and no setting becomes worse.",
    "Experiments on {test} show a {factor}-fold reduction in training time without loss of accuracy.",
    "{System} matches models of {factor} times its size on {test} and exceeds them on {probe}.",
    "In a blind study with {count} experts in {use}, {system} was preferred in {share} percent of cases.",
    "Scarce data profit most: with one tenth of the labels, the score on {test} rises by {gain} points.",
    "Evaluated on {test}, {probe} and a new collection of {count} examples, the approach is consistently ahead.",
    "We measure memory as well as quality: peak usage on {test} drops by {share} percent.",
    "Compared with tuned baselines, the variance over {count} random seeds is halved on {probe}.",
)

LIMITS = (
    "Ablations attribute most of the effect to {means}, and the remainder to the treatment of {other}.",
    "Removing {means} brings the old failure back: {trouble}.",
    "We find no benefit with well-estimated {part}, and we say so.",
    "The approach has limits: on {probe} it needs longer warm-up, and very small models gain little.",
    "A negative result is instructive: tuning {other} alone does not help on {test}.",
    "Interviews with practitioners in {use} confirm that the remaining errors are easy to spot.",
    "The ranking of methods changes after controlling for {other}, which calls earlier comparisons into question.",
    "Scaling curves over {factor} orders of model size suggest that the advantage persists.",
)

CLOSINGS = (
    "We hope that the findings encourage more careful evaluation in {use}.",
    "Our results suggest that {part} should receive as much attention as the choice of architecture.",
    "The study closes with recommendations for teams that bring {name} to {use}.",
    "Taken together, the evidence favours {means} as a default for {test}.",
    "We discuss what this means for {use} and which questions remain unanswered.",
    "These observations open a path towards {name} that can be trusted in {use}.",
    "A catalogue of failure cases accompanies the paper.",
    "All experiments fit on a single machine, which makes them easy to repeat.",
)

LINKS = (
    "Code is available at https://github.com/example-lab/{slug}.",
    "Code and logs are released at https://github.com/example-lab/{slug}.",
    "Model weights can be found at https://huggingface.co/example-lab/{slug}.",
    "A demo runs at https://huggingface.co/spaces/example-lab/{slug}.",
    "The data are published at https://huggingface.co/datasets/example-lab/{slug}.",
    "A video summary is at https://www.youtube.com/watch?v=example-{slug}.",
    "Further material is collected at https://{slug}.example.org/.",
)

TITLES = (
    "{System}: {Means} for {Title}",
    "{System}: Stable {Part} in {Title}",
    "When {Trouble}: Rethinking {Title} for {Use}",
    "{Title} without {Part}? Lessons from {Test}",
    "Making {Title} Practical for {Test} with {Means}",
    "{System}: Scaling {Title} to {Test}",
    "On the Role of {Part} in {Title}",
    "Towards Reliable {Title} in {Use}",
    "{Part} and {Other}: A Study of {Title} on {Test}",
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
