#!/bin/sh
# Writes the files that docker-compose.yml mounts as secrets, where they are not there already. The folder is closed; the files are
# readable, since the containers read them as users of their own.
set -eu
cd "$(dirname "$0")/../.."
folder=${SECRETS_DIR:-data/secrets}
mkdir -p "$folder"
chmod 700 "$folder"

random() { head -c "$1" /dev/urandom | base64 | tr "+/" "-_" | tr -d "\n"; }

for name in secret_key mfa_secrets_key database_password database_app_password redis_password; do
    if [ ! -e "$folder/$name" ]; then
        # Two-factor secrets want a key of exactly 32 bytes; Django wants its own longer.
        if [ "$name" = secret_key ]; then random 48; else random 32; fi >"$folder/$name"
        chmod 444 "$folder/$name"
        echo "Wrote $folder/$name"
    fi
done
if [ ! -e "$folder/smtp_password" ]; then
    : >"$folder/smtp_password"
    chmod 444 "$folder/smtp_password"
    echo "Wrote $folder/smtp_password, empty: put the mail server's password in it if it wants one."
fi
# Redis knows a hash. Who has not signed in may only ask whether it answers; the portal may not command the server itself.
hash=$(tr -d "\n" <"$folder/redis_password" | sha256sum | cut -d " " -f 1)
rm -f "$folder/redis_users"
cat >"$folder/redis_users" <<END
user default on nopass resetkeys resetchannels -@all +ping
user portal on #$hash ~* &* +@all -@admin -@dangerous
END
chmod 444 "$folder/redis_users"
