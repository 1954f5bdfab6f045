"""packaging.version: versions as far as releases are compared, such as 1.13.0a0+git."""
import functools as _functools
import re as _re


class InvalidVersion(ValueError):
    pass


@_functools.total_ordering
class Version:
    def __init__(self, version):
        found = _re.match(r'\s*v?(\d+(?:\.\d+)*)[-._]?(a|b|rc|dev|post)?', version)
        if not found:
            raise InvalidVersion("Invalid version: '{}'".format(version))
        self.text = version
        self.release = tuple([int(part) for part in found.group(1).split('.')])
        self.is_prerelease = found.group(2) in ('a', 'b', 'rc', 'dev')
        self.major, self.minor, self.micro = (self.release + (0, 0, 0))[:3]
        significant = list(self.release)
        while significant and significant[-1] == 0:
            significant.pop()
        order = {'dev': 0, 'a': 1, 'b': 2, 'rc': 3, None: 4, 'post': 5}
        self._key = (tuple(significant), order[found.group(2)])

    def __eq__(self, other):
        return self._key == other._key

    def __lt__(self, other):
        return self._key < other._key

    def __hash__(self):
        return hash(self._key)

    def __str__(self):
        return self.text

    @property
    def base_version(self):
        return '.'.join([str(part) for part in self.release])


LegacyVersion = Version


def parse(version):
    return Version(version)
