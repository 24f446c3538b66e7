# raigate and nothing else: no shell, no libraries, no certificates. The binary is static and is
# built before, since the image of a release holds the very binary of that release:
#
#   cargo build --release --locked --target x86_64-unknown-linux-musl
#   install -D target/x86_64-unknown-linux-musl/release/raigate dist/linux-amd64/raigate
#   docker build --tag raigate .
#   docker run --rm --volume "$PWD:/repository:ro" raigate
FROM scratch
ARG TARGETARCH=amd64
COPY dist/linux-${TARGETARCH}/raigate /raigate
# Whoever mounts a repository there trusts it, and it belongs to somebody else than the user of
# this image. raigate runs nothing that a repository says; other folders stay refused.
COPY action/gitconfig /etc/gitconfig
USER 65532:65532
WORKDIR /repository
ENTRYPOINT ["/raigate"]
CMD ["check"]
