from cooperatives.models.books import Account, Entry, EntryCounter, Line
from cooperatives.models.cooperative import Charter, Cooperative
from cooperatives.models.people import Membership, User

__all__ = ["Account", "Charter", "Cooperative", "Entry", "EntryCounter", "Line", "Membership", "User"]
