"""Known venues and the names under which they are printed: data, read by `venues`.

Key -> aliases as `venues` leaves them: lower case, no year, ordinal, volume, track, sponsor, `proceedings of the`,
`annual`, `the`. The key itself is always an alias.
"""

ALIASES: dict[str, tuple[str, ...]] = {
    "aaai": (
        "aaai conference on artificial intelligence",
        "national conference on artificial intelligence",
    ),
    "aacl": ("conference of asia pacific chapter of association for computational linguistics",),
    "acl": (
        "meeting of association for computational linguistics",
        "association for computational linguistics",
        "acl ijcnlp",
    ),
    "acl-findings": (
        "findings of association for computational linguistics",
        "findings of acl",
        "acl findings",
        "findings of association for computational linguistics acl",
    ),
    "acm-mm": (
        "acm multimedia",
        "acm international conference on multimedia",
        "acm mm",
        "international conference on multimedia",
    ),
    "aistats": (
        "international conference on artificial intelligence and statistics",
        "artificial intelligence and statistics",
    ),
    "arxiv": (
        "arxiv org",
        "corr",
        "arxiv preprint",
        "arxiv e prints",
        "computing research repository",
        "arxiv cornell university",
        "abs",
    ),
    "asru": ("automatic speech recognition and understanding workshop",),
    "bmvc": ("british machine vision conference",),
    "chi": (
        "conference on human factors in computing systems",
        "chi conference on human factors in computing systems",
        "human factors in computing systems",
    ),
    "cikm": (
        "international conference on information and knowledge management",
        "conference on information and knowledge management",
    ),
    "cl": (
        "computational linguistics",
        "comput linguistics",
    ),
    "coling": (
        "international conference on computational linguistics",
        "lrec coling",
    ),
    "colm": ("conference on language modeling",),
    "colt": (
        "conference on learning theory",
        "computational learning theory",
        "conference on computational learning theory",
    ),
    "conll": (
        "conference on computational natural language learning",
        "computational natural language learning",
    ),
    "corl": ("conference on robot learning",),
    "cvpr": (
        "conference on computer vision and pattern recognition",
        "computer vision and pattern recognition",
        "computer society conference on computer vision and pattern recognition",
    ),
    "eacl": (
        "conference of european chapter of association for computational linguistics",
        "european chapter of association for computational linguistics",
    ),
    "eccv": (
        "european conference on computer vision",
        "computer vision eccv",
    ),
    "ecml-pkdd": (
        "european conference on machine learning",
        "ecml pkdd",
        "ecml",
        "pkdd",
        "machine learning and knowledge discovery in databases",
    ),
    "emnlp": (
        "conference on empirical methods in natural language processing",
        "empirical methods in natural language processing",
        "emnlp ijcnlp",
    ),
    "emnlp-findings": (
        "findings of emnlp",
        "emnlp findings",
        "findings of association for computational linguistics emnlp",
    ),
    "facct": (
        "conference on fairness accountability and transparency",
        "acm facct",
    ),
    "focs": (
        "symposium on foundations of computer science",
        "symp foundations of computer science",
    ),
    "icassp": ("international conference on acoustics speech and signal processing",),
    "iccv": ("international conference on computer vision",),
    "iclr": (
        "international conference on learning representations",
        "learning representations",
        "iclr cc",
    ),
    "icml": (
        "international conference on machine learning",
        "machine learning international conference",
        "icml cc",
    ),
    "icra": ("international conference on robotics and automation",),
    "icse": ("international conference on software engineering",),
    "ijcai": (
        "international joint conference on artificial intelligence",
        "international joint conferences on artificial intelligence",
    ),
    "ijcnlp": ("international joint conference on natural language processing",),
    "ijcv": (
        "international journal of computer vision",
        "int j comput vis",
    ),
    "interspeech": (
        "conference of international speech communication association",
        "isca interspeech",
    ),
    "iros": (
        "international conference on intelligent robots and systems",
        "rsj international conference on intelligent robots and systems",
    ),
    "jair": (
        "journal of artificial intelligence research",
        "j artif intell res",
    ),
    "jmlr": (
        "journal of machine learning research",
        "j mach learn res",
    ),
    "kdd": (
        "knowledge discovery and data mining",
        "sigkdd",
        "sigkdd conference on knowledge discovery and data mining",
        "sigkdd international conference on knowledge discovery and data mining",
        "acm kdd",
        "sigkdd international conference on knowledge discovery data mining",
        "international conference on knowledge discovery and data mining",
    ),
    "log": (
        "learning on graphs",
        "learning on graphs conference",
    ),
    "lrec": (
        "international conference on language resources and evaluation",
        "language resources and evaluation conference",
        "conference on language resources and evaluation",
    ),
    "miccai": (
        "international conference on medical image computing and computer assisted intervention",
        "medical image computing and computer assisted intervention",
    ),
    "midl": ("medical imaging with deep learning",),
    "mlsys": (
        "conference on machine learning and systems",
        "machine learning and systems",
    ),
    "naacl": (
        "conference of north american chapter of association for computational linguistics",
        "north american chapter of association for computational linguistics",
        "naacl hlt",
        "conference of north american chapter of association for computational linguistics human language technologies",
        "conference of nations of americas chapter of association for computational linguistics",
    ),
    "nature": (),
    "nature-communications": (
        "nat commun",
        "nature commun",
    ),
    "neurips": (
        "nips",
        "neural information processing systems",
        "advances in neural information processing systems",
        "conference on neural information processing systems",
        "neurips cc",
        "nips cc",
    ),
    "pnas": (
        "national academy of sciences",
        "proc natl acad sci usa",
    ),
    "recsys": (
        "conference on recommender systems",
        "acm recsys",
    ),
    "rss": ("robotics science and systems",),
    "sigir": (
        "conference on research and development in information retrieval",
        "acm sigir",
        "international sigir conference on research and development in information retrieval",
        "sigir conference on research and development in information retrieval",
    ),
    "sigmod": (
        "international conference on management of data",
        "acm sigmod",
    ),
    "stoc": ("symposium on theory of computing",),
    "tacl": (
        "transactions of association for computational linguistics",
        "trans assoc comput linguistics",
    ),
    "tmlr": (
        "transactions on machine learning research",
        "trans mach learn res",
        "accepted by tmlr",
    ),
    "tnnls": ("transactions on neural networks and learning systems",),
    "tpami": (
        "transactions on pattern analysis and machine intelligence",
        "trans pattern anal mach intell",
        "pami",
    ),
    "uai": (
        "conference on uncertainty in artificial intelligence",
        "uncertainty in artificial intelligence",
    ),
    "vldb": (
        "vldb endowment",
        "pvldb",
        "very large data bases",
        "international conference on very large data bases",
    ),
    "wacv": (
        "winter conference on applications of computer vision",
        "workshop on applications of computer vision",
    ),
    "wsdm": (
        "international conference on web search and data mining",
        "web search and data mining",
    ),
    "www": (
        "web conference",
        "world wide web",
        "international conference on world wide web",
        "world wide web conference",
        "thewebconf",
        "international world wide web conference",
        "web",
    ),
}
