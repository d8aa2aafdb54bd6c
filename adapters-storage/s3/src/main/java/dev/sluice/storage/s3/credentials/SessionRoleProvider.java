package dev.sluice.storage.s3.credentials;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.S3Credentials.Keys;
import io.minio.Http;
import io.minio.Signer;
import io.minio.credentials.AssumeRoleProvider;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.security.ProviderException;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.Buffer;

/** Assumes a role by STS, also with temporary keys, whose token the client's provider drops. */
final class SessionRoleProvider extends AssumeRoleProvider {
  private final String region;
  private final Keys keys;

  SessionRoleProvider(
      String stsUrl, String region, Keys keys, AssumedRole role, String session, OkHttpClient http)
      throws MinioException {
    super(
        stsUrl,
        keys.accessKey().reveal(),
        keys.secretKey().reveal(),
        null,
        null,
        region,
        role.arn(),
        session,
        role.externalId().orElse(null),
        http);
    this.region = region;
    this.keys = keys;
  }

  @Override
  protected Request getRequest() {
    Request request = super.getRequest();
    if (keys.sessionToken().isEmpty()) {
      return request;
    }
    try {
      Buffer body = new Buffer();
      Objects.requireNonNull(request.body()).writeTo(body);
      return Signer.signV4Sts(
          request
              .newBuilder()
              .removeHeader(Http.Headers.AUTHORIZATION)
              .header(
                  Http.Headers.X_AMZ_SECURITY_TOKEN,
                  keys.sessionToken().map(Secret::reveal).orElseThrow())
              .build(),
          region,
          keys.accessKey().reveal(),
          keys.secretKey().reveal(),
          body.sha256().hex());
    } catch (IOException | MinioException e) {
      throw new ProviderException("the request to STS cannot be signed", e);
    }
  }
}
