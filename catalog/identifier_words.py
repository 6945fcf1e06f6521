"""What is wrong with an identifier, and what was mended, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.identifiers import Problem, Repair

PROBLEMS: dict[str, str | Promise] = {
    Problem.DIGITS: _("It has signs that are no digits."),
    Problem.LENGTH: _("It has too few or too many digits."),
    Problem.CHECK_DIGIT: _("The last digit does not fit the others: one is mistyped or missing."),
    Problem.ROUNDED: _("A spreadsheet rounded it, and the other digits are lost. Type it anew."),
    Problem.TWO_READINGS: _("It can be read as two different numbers. Write it with all its leading zeros."),
    Problem.PLACEHOLDER: _("It stands for “none”. Leave the attribute empty instead."),
    Problem.NOT_ISBN: _("It is no ISBN: those begin with 978 or 979. Move it to the attribute for EANs."),
    Problem.NOT_ASIN: _("It is no ASIN: those have ten letters and digits."),
    Problem.NOT_GCID: _("It is no GCID: those have sixteen letters and digits."),
    Problem.CONTROL: _("It has a tab or line break inside. Remove it."),
}

REPAIRS: dict[str, str | Promise] = {
    Repair.SIGNS: _("read without blanks, hyphens and quotes"),
    Repair.LABEL: _("read without the words around it"),
    Repair.ZEROS: _("leading zeros put back"),
    Repair.EXPONENT: _("read from a spreadsheet's exponent, all digits there"),
    Repair.DECIMALS: _("read without decimals"),
    Repair.SHORT_UPC: _("UPC-E written out"),
    Repair.OTHER_ISBN: _("turned from one form of ISBN into the other"),
}
