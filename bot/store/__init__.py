"""What is kept, and how: tables, one repository per aggregate, sealed texts, migrations."""
