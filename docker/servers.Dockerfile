# Other people's servers on top of a lab host, for `wirelab run --server`: vsftpd, and Postfix with Dovecot, as Debian has them.
ARG BASE=wirelab-host:latest
FROM ${BASE}

# The agent starts the servers, with the lab's configuration: the packages must not (invoke-rc.d asks policy-rc.d).
# openssl hashes vsftpd's passwords, and libpam-pwdfile reads them.
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d \
 && chmod +x /usr/sbin/policy-rc.d \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      vsftpd libpam-pwdfile openssl postfix dovecot-core dovecot-pop3d dovecot-lmtpd \
 && rm -rf /var/lib/apt/lists/* /usr/sbin/policy-rc.d

# Whose files the site and the mailboxes are; src/hosts/servers/lab-user.ts knows the number.
RUN useradd --non-unique --uid 1000 --no-create-home --home-dir /lab --shell /usr/sbin/nologin lab \
 && printf '%s\n' \
      'auth required pam_pwdfile.so pwdfile=/lab/vsftpd/passwords' \
      'account required pam_permit.so' > /etc/pam.d/wirelab-ftp
