# A shell for whoever wants to type the commands of the labs: FTP and mail clients on top of a lab host.
ARG BASE=wirelab-host:latest
FROM ${BASE}

RUN apt-get update \
 && apt-get install -y --no-install-recommends curl lftp swaks tnftp \
 && rm -rf /var/lib/apt/lists/*
