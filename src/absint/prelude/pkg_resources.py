"""pkg_resources: versions."""
from packaging.version import parse as parse_version
