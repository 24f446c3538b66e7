QUEUES = ["refund", "delivery", "account", "product", "invoice", "other", "complaint"]
