#!/bin/sh
# Starts Redis with the users of users.acl, the password of the environment in the place of SECRET. Redis gets its
# hash alone, in a file that nobody else reads.
set -eu
: "${REDIS_PASSWORD:?is empty: see .env.example}"
hash=$(printf %s "$REDIS_PASSWORD" | sha256sum | cut -d ' ' -f 1)
umask 077
sed "s/>SECRET/#$hash/" /etc/mixfolio/users.acl >/tmp/users.acl
unset REDIS_PASSWORD
exec redis-server /etc/mixfolio/redis.conf --aclfile /tmp/users.acl
