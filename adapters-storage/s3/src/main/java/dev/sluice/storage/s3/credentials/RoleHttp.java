package dev.sluice.storage.s3.credentials;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.BufferedSource;

/** The connections to services that give out credentials, and what they say when they do not. */
final class RoleHttp {
  private static final Duration LOCAL = Duration.ofSeconds(2);
  private static final Duration REMOTE = Duration.ofSeconds(10);

  /** An error has a few hundred bytes. */
  private static final int LONGEST_ERROR = 10_000;

  private static final int LONGEST_REASON = 200;

  /** The code and the message of an error: in XML (STS) or JSON (ECS, EKS). */
  private static final Pattern ERROR_FIELD =
      Pattern.compile(
          "<(?:Code|Message)>([^<]*)</|\"(?:code|message)\"\\s*:\\s*\"([^\"]*)\"",
          Pattern.CASE_INSENSITIVE);

  private static final OkHttpClient CLIENT =
      new OkHttpClient.Builder()
          .protocols(List.of(Protocol.HTTP_1_1))
          .followRedirects(false)
          .followSslRedirects(false)
          .addInterceptor(RoleHttp::answered)
          .build();

  private RoleHttp() {}

  /** A service did not give credentials, or cannot be asked. The message says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /** Returns a client for a service of this machine, which answers at once or not at all. */
  static OkHttpClient local() {
    // A proxy cannot reach it, and should not see the credentials.
    return limited(LOCAL).proxy(Proxy.NO_PROXY).build();
  }

  /** Returns a client for STS. */
  static OkHttpClient remote() {
    return limited(REMOTE).build();
  }

  private static OkHttpClient.Builder limited(Duration patience) {
    return CLIENT
        .newBuilder()
        .connectTimeout(patience)
        .readTimeout(patience)
        .writeTimeout(patience)
        .callTimeout(patience.multipliedBy(2));
  }

  // The client's providers drop the reasons of a service, and of a broken connection.
  private static Response answered(Interceptor.Chain chain) throws IOException {
    String host = chain.request().url().host();
    Response response;
    try {
      response = chain.proceed(chain.request());
    } catch (IOException e) {
      throw new RefusedException("nothing answers at " + host);
    }
    if (response.isSuccessful()) {
      return response;
    }
    try (response) {
      BufferedSource body = response.body().source();
      body.request(LONGEST_ERROR);
      String text = body.getBuffer().clone().readUtf8();
      StringBuilder reason = new StringBuilder(host + " says " + response.code());
      Matcher field = ERROR_FIELD.matcher(text);
      while (field.find()) {
        reason.append(' ').append(field.group(1) == null ? field.group(2) : field.group(1));
      }
      throw new RefusedException(plain(reason.toString()));
    }
  }

  /** Returns why a provider failed, in a few words without secrets. */
  static String reason(Exception failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof RefusedException) {
        return String.valueOf(e.getMessage());
      }
    }
    // Nothing of the response: it may contain half of the credentials.
    return "the response has no credentials";
  }

  private static String plain(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
  }
}
