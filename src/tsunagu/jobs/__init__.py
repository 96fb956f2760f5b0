"""ジョブ: what the site does after it has answered, later or again and again (jobs), in a worker beside the pages."""
