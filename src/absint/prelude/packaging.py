"""packaging."""
import packaging.version as version
