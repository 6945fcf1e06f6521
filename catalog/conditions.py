"""Amazon's condition types, in the words of Seller Central; the same as the listings'."""

from django.utils.translation import gettext_lazy as _

CONDITIONS = [
    ("", _("Not given")),
    ("new_new", _("New")),
    ("new_open_box", _("New; Open Box")),
    ("new_oem", _("New; OEM")),
    ("refurbished_refurbished", _("Refurbished")),
    ("used_like_new", _("Used; Like New")),
    ("used_very_good", _("Used; Very Good")),
    ("used_good", _("Used; Good")),
    ("used_acceptable", _("Used; Acceptable")),
    ("collectible_like_new", _("Collectible; Like New")),
    ("collectible_very_good", _("Collectible; Very Good")),
    ("collectible_good", _("Collectible; Good")),
    ("collectible_acceptable", _("Collectible; Acceptable")),
    ("club_club", _("Club")),
]
