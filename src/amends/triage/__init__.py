"""The use cases, one file each; this layer alone knows all stages."""
