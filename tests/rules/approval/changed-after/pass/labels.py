LABELS = {"refund": "returns"}
