"""The only place that speaks HTTP: deadlines, size caps, retries, politeness, conditional GET.

CONTRACT (signatures are fixed; the body follows).
"""
