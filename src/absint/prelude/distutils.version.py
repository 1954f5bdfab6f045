"""distutils.version: versions that are compared part by part."""
from packaging.version import Version


class LooseVersion(Version):
    @property
    def version(self):
        return list(self.release)


StrictVersion = LooseVersion
