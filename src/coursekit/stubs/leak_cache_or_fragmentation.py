def classify(box) -> str:
    """Say what makes a service's memory go up: "leak", "cache", "fragmentation" or "peak"."""
    before = box.held
    box.run(200)
    return "leak" if box.held > before else "cache"