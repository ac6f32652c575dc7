# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a person looks at: figures (``hs.plot``), the report page (``hs.report``), cards. Nothing is computed here; parts load when first used."""
