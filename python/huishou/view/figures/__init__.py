# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One module a figure; ``huishou.plot`` is their door."""
