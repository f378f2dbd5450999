#!/bin/sh
# The secrets that the manifests refer to. Needs openssl and kubectl; run it once. Keep a copy of the master key in a
# safe place: without it, the database cannot be decrypted.
set -eu
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# A CA for the API, PostgreSQL and NATS, and their certificates. Replace it with your own, such as cert-manager's.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Edgekeep internal CA" \
  -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem
certificate() { # NAME DNS-NAMES
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=$1" -CA ca.pem -CAkey ca.key \
    -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=serverAuth,clientAuth \
    -addext "subjectAltName=$2" -keyout "$1.key" -out "$1.pem"
}
certificate control DNS:edgekeep-control,DNS:edgekeep-control.edgekeep.svc
certificate nats 'DNS:nats,DNS:nats.edgekeep.svc,DNS:*.nats-peers.edgekeep.svc.cluster.local'
openssl rand -hex 32 >master.key
openssl rand -hex 32 | tr -d '\n' >password

kubectl -n edgekeep create secret generic edgekeep-control \
  --from-file=master.key --from-file=db-password=password --from-file=api.pem=control.pem --from-file=api.key=control.key --from-file=ca.pem
kubectl -n edgekeep create secret generic postgresql --from-file=password
kubectl -n edgekeep create secret generic nats --from-file=nats.pem --from-file=nats.key --from-file=ca.pem
kubectl -n edgekeep create secret generic edgekeep-ca --from-file=ca.pem
