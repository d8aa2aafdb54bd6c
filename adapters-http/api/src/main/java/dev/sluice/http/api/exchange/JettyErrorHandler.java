package dev.sluice.http.api.exchange;

import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.ErrorWire;
import dev.sluice.http.api.json.Json;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Writes the errors that Jetty finds itself, before or after our handlers: broken requests, headers
 * that are too large, requests that come while it stops. They have the JSON of all errors and do
 * not mention Jetty.
 */
final class JettyErrorHandler extends ErrorHandler {
  private static final Map<Integer, ErrorWire> KNOWN =
      Map.of(
          404, of(ApiError.noSuchRoute()),
          408,
              ErrorWire.of(
                  "BODY_TOO_SLOW", "The body of the request came too slowly; send it again"),
          414, ErrorWire.of("URI_TOO_LONG", "The request's URI is too long"),
          431, ErrorWire.of("HEADERS_TOO_LARGE", "The request's headers are too large"),
          503, of(ApiError.stopping()));

  private final RequestIds ids;

  JettyErrorHandler(RequestIds ids) {
    this.ids = ids;
  }

  private static ErrorWire of(ApiError refusal) {
    return ErrorWire.of(refusal.code(), refusal.getMessage());
  }

  private static byte[] body(int status) {
    String code = status < 500 ? "BAD_REQUEST" : "INTERNAL";
    String sentence =
        status < 500 ? "The request could not be understood" : "The server failed unexpectedly";
    return Json.bytes(KNOWN.getOrDefault(status, ErrorWire.of(code, sentence)));
  }

  /** Answers a request that reaches none of our handlers. */
  static void refuse(Request request, Response response, Callback callback, ApiError refusal) {
    if (refusal.retryAfter() > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfter());
    }
    Response.writeError(
        request, response, callback, refusal.status(), refusal.getMessage(), refusal);
  }

  // By default only answers to GET, HEAD and POST have a body.
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    // A request that reached one of our handlers has its id and its line already.
    if (!response.getHeaders().contains(RequestIds.HEADER)) {
      String id = ids.id(request.getHeaders().get(RequestIds.HEADER));
      response.getHeaders().put(RequestIds.HEADER, id);
      AccessLog.refused(request.getMethod(), code, id);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    byte[] body = cause instanceof ApiError refusal ? Json.bytes(of(refusal)) : body(code);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
