"""Templates of expressions: "{m|t}.sum({0|-1}{|, keepdim=True})" stands for the eight that its braces name."""


def alternatives(template):
    """All expressions of a template, in order. Braces may nest."""
    start = template.find("{")
    if start < 0:
        return [template]
    depth, options, begin = 0, [], start + 1
    for at in range(start, len(template)):
        depth += {"{": 1, "}": -1}.get(template[at], 0)
        if (depth == 1 and template[at] == "|") or depth == 0:
            options.append(template[begin:at])
            begin = at + 1
        if depth == 0:
            break
    tails = alternatives(template[begin:])
    return [template[:start] + option + tail for choice in options for option in alternatives(choice) for tail in tails]


def sample(template, most, draw):
    """At most so many of them, drawn evenly; all of a plain list of choices."""
    everything = alternatives(template)
    if template.count("{") == 1:
        return everything
    return everything if len(everything) <= most else draw.sample(everything, most)
