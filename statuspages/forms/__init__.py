from statuspages.forms.addresses import AddressForm, ListForm, WatchForm, what_is_wrong
from statuspages.forms.settings import DependencyForm, SettingsForm

__all__ = ["AddressForm", "DependencyForm", "ListForm", "SettingsForm", "WatchForm", "what_is_wrong"]
