from cooperatives.models.bank import BankAccount, BankLine, BankStatement, MatchedLine, Matching
from cooperatives.models.books import Account, CarriedForward, Entry, EntryCounter, EntryVat, Line, ThirdParty
from cooperatives.models.cooperative import Charter, Cooperative
from cooperatives.models.people import Membership, User

__all__ = [
    "Account",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "CarriedForward",
    "Charter",
    "Cooperative",
    "Entry",
    "EntryCounter",
    "EntryVat",
    "Line",
    "MatchedLine",
    "Matching",
    "Membership",
    "ThirdParty",
    "User",
]
