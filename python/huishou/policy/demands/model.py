# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Codes learned from corrections, for answers no rule knows. It suggests; what it suggests is marked as the model's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...cards import card
from ...errors import InputError, MissingExtraError
from .taxonomy import taxonomy

__all__ = ["Model", "train"]


class Model:
    """One yes or no a code: logistic regression on character pairs and triples, which need no word boundaries. Made by ``train``.

    Attributes
    ----------
    learned : list of str
        Difficulties it can suggest.
    """

    def __init__(self, vectors: Any, deciders: dict[str, Any], at_least: float):
        self._vectors, self._deciders, self._at_least = vectors, deciders, at_least

    @property
    def learned(self) -> list[str]:
        """Difficulties it can suggest: those with five answers with and five without."""
        return sorted(self._deciders)

    def codes(self, text: str) -> list[str]:
        """Codes whose probability reaches the threshold.

        Parameters
        ----------
        text
            One answer.

        Returns
        -------
        list of str
            Sorted; empty where none reaches it.
        """
        x = self._vectors.transform([text])
        return sorted(c for c, d in self._deciders.items() if d.predict_proba(x)[0, 1] >= self._at_least)

    _repr_html_ = card


def train(texts: Sequence[str], codes: Sequence[Sequence[str]], at_least: float = 0.6) -> Model:
    """A model from answers that people coded.

    Parameters
    ----------
    texts
        Corrected answers.
    codes
        Their difficulties (``D01`` …), several an answer.
    at_least
        Probability from which a code is suggested.

    Returns
    -------
    Model
        For ``code`` and ``items``. A code without enough examples is not learned: see ``learned``.

    Raises
    ------
    MissingExtraError
        ``missing_package`` without scikit-learn.
    InputError
        ``unequal_lengths``; ``too_few_examples``: a code needs five answers with and five without it.
    MatchError
        ``unknown_code``.

    Notes
    -----
    Same answers, same model: no random start. Check it with ``agreement`` on answers it was not trained on.

    Examples
    --------
    >>> from huishou import demands
    >>> model = demands.train(["油价太高"] * 5 + ["没有票"] * 5, [["D07.03"]] * 5 + [["D01"]] * 5)
    >>> model.learned, model.codes("油价高")
    (['D01', 'D07'], ['D07'])
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise MissingExtraError("scikit-learn is not installed.", code="missing_package", value="scikit-learn",
                                hint="Install it with: pip install scikit-learn") from None
    if len(texts) != len(codes):
        raise InputError(f"There are {len(texts)} answers and {len(codes)} codings.", code="unequal_lengths", hint="Give the codes of each answer.")
    pairs = sorted((t, sorted({c[:3] for c in own})) for t, own in zip(texts, codes, strict=True))
    known = taxonomy().main()
    names = sorted({c for _, own in pairs for c in own})
    for name in names:
        if name not in known:
            taxonomy().find(name)
    chosen = [c for c in names if min(n := sum(c in own for _, own in pairs), len(pairs) - n) >= 5]
    if not chosen:
        raise InputError("No code has five answers with and five without it.", code="too_few_examples", value=len(pairs), hint="Correct more answers.")
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True)
    x = vectors.fit_transform([t for t, _ in pairs])
    fit = lambda c: LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(x, [c in own for _, own in pairs])  # noqa: E731
    return Model(vectors, {c: fit(c) for c in chosen}, at_least)
