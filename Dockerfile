# Sluice as a container image, around the Debian package of the same architecture:
#   mvn -Prelease -Dquick -DskipTests -Dgpg.skip verify && docker build -t sluice .
ARG DEBIAN=debian:13-slim

FROM ${DEBIAN} AS java
RUN apt-get -q update && apt-get -qy install --no-install-recommends default-jdk-headless binutils
# The modules that jdeps names for sluice.jar, but for the desktop's, which only H2's console uses; and those that jdeps
# cannot see: TLS with elliptic curves, and text in character sets such as Shift_JIS.
RUN jlink --output /opt/java --strip-debug --no-header-files --no-man-pages --compress=2 --add-modules \
java.compiler,java.instrument,java.management,java.naming,java.net.http,java.rmi,java.scripting,java.security.jgss,\
java.sql,java.xml,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
  && /opt/java/bin/java -XX:+UseSerialGC -Xshare:dump

FROM ${DEBIAN}
# BuildKit sets it; elsewhere it is that of this machine.
ARG TARGETARCH
# latest: from PyPI, with a JavaScript engine; debian: Debian's own, which is older.
ARG YT_DLP=latest
ENV LANG=C.UTF-8 JAVA_HOME=/opt/java
RUN apt-get -q update \
  && apt-get -qy install --no-install-recommends bubblewrap ca-certificates python3 tini \
  && if [ "$YT_DLP" = latest ]; then \
       apt-get -qy install --no-install-recommends python3-venv quickjs \
       && python3 -m venv /opt/yt-dlp && /opt/yt-dlp/bin/pip install --no-cache-dir "yt-dlp[default]" \
       && printf '#!/bin/sh\nexec /opt/yt-dlp/bin/yt-dlp --js-runtimes quickjs "$@"\n' >/usr/local/bin/yt-dlp \
       && chmod 755 /usr/local/bin/yt-dlp; \
     else apt-get -qy install --no-install-recommends yt-dlp; fi \
  && rm -rf /var/lib/apt/lists/*
COPY --from=java /opt/java /opt/java
# Unpacked, not installed: the image has a Java of its own. The class archive is made for it.
RUN --mount=type=bind,source=packaging/target,target=/packages \
  dpkg-deb --extract /packages/sluice_*_"${TARGETARCH:-$(dpkg --print-architecture)}".deb / && rm /etc/sluice/sluice.properties \
  && useradd --system --uid 900 --home-dir /var/lib/sluice --shell /usr/sbin/nologin sluice \
  && install -d -o sluice -g sluice -m 700 /var/lib/sluice && install -d /var/cache/sluice \
  && sh -euc 'jar=/usr/share/sluice/sluice.jar archive=/var/cache/sluice/sluice.jsa natives=/usr/lib/sluice; \
       . /usr/share/sluice/launch.sh; prepare; archive_classes; test -s "$archive"'
ENV SLUICE_HOST=0.0.0.0 SLUICE_DATA_DIR=/var/lib/sluice
USER sluice
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
EXPOSE 8080
# urlopen would ask a proxy of the environment.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["python3", "-c", "import http.client, os; \
c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('SLUICE_PORT') or 8080), timeout=5); \
c.request('GET', '/health'); raise SystemExit(c.getresponse().status != 200)"]
# As process 1 Java would not collect the ended children of yt-dlp.
ENTRYPOINT ["tini", "--", "/usr/bin/sluice"]
CMD ["serve"]
