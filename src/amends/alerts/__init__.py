"""What cannot wait: detectors over figures, each pure."""
