# Every target calls run.py, which also runs alone: python3 run.py COMMAND
PYTHON ?= python3
.PHONY: help setup serve test test-long check format translations quality costs bench stress sbom screenshots lock
help:
	@$(PYTHON) run.py --help
setup serve test test-long check format translations quality costs bench stress sbom screenshots lock:
	@$(PYTHON) run.py $@ $(ARGS)
