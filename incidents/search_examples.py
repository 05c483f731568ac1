"""What can be asked, each with what it means. All of them find something among the example incidents."""

WORDS = (
    ("staged kubernetes upgrade", "Any of the words, in any form; what has more of them comes first."),
    ('"sync failed"', "These words next to one another."),
    ("iptables -etcd", "Without the incidents that have the other word."),
    ("Calico OR Cilium", "One of them must be there."),
    ("kube*", "Words that begin so."),
    ("etcd_mvcc_db_total_size_in_bytes", "Identifiers whole or in part: “mvcc” finds this metric, too."),
    ("10.43.0.1:443", "Addresses and error messages; paste them as the log has them."),
    ("INC-2", "An incident by its number."),
)
FIELDS = (
    ("severity:sev1,sev2", "One of several values. A minus before it says which not."),
    ("mechanism:version-skew role:trigger", "A contributing factor, and the part it played."),
    ("during:2023-Q1", "Started in a year, quarter, month, week (2023-W11) or day; or before:, after:."),
    ("took:>4h", "Lasted longer, as far as the times say; also took:<30m and took:1h..4h."),
    ("in:timeline iptables", "Words that stand in timelines; also postmortem, factors, actions, summary."),
    ("has:postmortem -is:open", "What there is, and where it stands."),
    ("missing:lead", "What nobody has written down yet: detection, factors, postmortem, owner …"),
)
