"""Belgium up to ONSS and the employer's charge; net of tax is left out until its 2026 tables are confirmed."""
