# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Facts by a formula with a source: rates, emissions, factors, networks, intervals. Modules load when first used."""
