from django.db import migrations


class Migration(migrations.Migration):
    """Chats and hooks that people are told by."""

    dependencies = [("accounts", "0003_api_tokens")]

    operations = []
