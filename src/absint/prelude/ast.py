"""ast: literals in texts."""


def literal_eval(node_or_string):
    try:
        return eval(node_or_string.strip(), {'__builtins__': {}}, {})
    except (NameError, TypeError):
        raise ValueError('malformed node or string: {!r}'.format(node_or_string))
