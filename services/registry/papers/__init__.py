"""Papers as PDF, in the office's format, by what they are about."""

from services.registry.papers import dossiers as dossiers
from services.registry.papers import letters as letters
from services.registry.papers import programmes as programmes
from services.registry.papers import trainings as trainings
from services.registry.papers import work as work
