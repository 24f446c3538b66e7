QUEUES = ["billing", "returns"]
