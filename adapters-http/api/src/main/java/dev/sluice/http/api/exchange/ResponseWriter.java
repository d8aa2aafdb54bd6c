package dev.sluice.http.api.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.QuotaExceededException;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.ErrorWire;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.error.StatusCodes;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.JobFields;
import dev.sluice.http.api.wire.QuotaWire;
import dev.sluice.http.webhook.wire.StoreErrorMasking;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.io.EofException;

/** Writes answers, and turns exceptions of handlers into errors without inner details. */
public final class ResponseWriter {
  private static final Logger LOG = System.getLogger(ResponseWriter.class.getName());

  private static final List<String> SURVIVING_RESET =
      List.of(
          RequestIds.HEADER,
          "Vary",
          "Access-Control-Allow-Origin",
          "Access-Control-Expose-Headers");

  private final IdSource ids;

  public ResponseWriter(IdSource ids) {
    this.ids = ids;
  }

  public static void json(Context ctx, int status, Object wire) {
    ctx.status(status).contentType("application/json").result(bytes(ctx, status, wire));
  }

  private static byte[] bytes(Context ctx, int status, Object wire) {
    List<FieldViolation> ignored = status < 300 ? RequestBody.ignored(ctx) : List.of();
    if (ignored.isEmpty()) {
      return Json.bytes(wire);
    }
    ObjectNode answer = Json.MAPPER.valueToTree(wire);
    answer.set("ignored", Json.MAPPER.valueToTree(ignored));
    return Json.bytes(answer);
  }

  public void declare(RoutesConfig routes) {
    routes
        .exception(ApiError.class, (refusal, ctx) -> refused(ctx, refusal))
        .exception(
            InvalidRequestException.class,
            (e, ctx) -> invalid(ctx, JobFields.named(e.violations())))
        .exception(InvalidFieldsException.class, (e, ctx) -> invalid(ctx, e.violations()))
        .exception(QuotaExceededException.class, (e, ctx) -> overQuota(ctx, e))
        .exception(SluiceException.class, (e, ctx) -> failed(ctx, e))
        .exception(HttpResponseException.class, (e, ctx) -> unrouted(ctx, e))
        .exception(Exception.class, (e, ctx) -> broken(ctx, e));
  }

  static void refused(Context ctx, ApiError refusal) {
    if (refusal.retryAfter() > 0) {
      ctx.header("Retry-After", Integer.toString(refusal.retryAfter()));
    }
    if (refusal.shape() == ApiError.BodyFormat.TEXT) {
      ctx.status(refusal.status())
          .contentType("text/plain; charset=utf-8")
          .result(refusal.getMessage());
      return;
    }
    json(ctx, refusal.status(), ErrorWire.of(refusal.code(), refusal.getMessage()));
  }

  private static void invalid(Context ctx, List<FieldViolation> violations) {
    FailureCode code = FailureCode.INVALID_REQUEST;
    json(ctx, StatusCodes.of(code), ErrorWire.of(code.name(), violations));
  }

  private static void overQuota(Context ctx, QuotaExceededException e) {
    json(ctx, StatusCodes.of(e.code()), QuotaWire.of(e));
  }

  private void failed(Context ctx, SluiceException e) {
    int status = StatusCodes.of(e.code());
    if (status == 500) {
      broken(ctx, e);
      return;
    }
    if (status > 500 || e.code() == FailureCode.SECRET_UNREADABLE) {
      // The operator has to know too. One line and no trace: while a database is down there are
      // many.
      LOG.log(
          Level.WARNING,
          "{0} {1} answered {2}: {3}{4} request={5}",
          ctx.method(),
          ctx.path(),
          Integer.toString(status),
          e.getMessage(),
          reason(e),
          RequestIds.of(ctx));
    }
    e.retryAfter().map(Duration::toSeconds).ifPresent(wait -> ctx.header("Retry-After", "" + wait));
    json(
        ctx,
        status,
        ErrorWire.of(e.code().name(), StoreErrorMasking.shown(e.code(), e.getMessage())));
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == failure ? "" : " (" + root + ")";
  }

  private static void unrouted(Context ctx, HttpResponseException e) {
    if (e.getStatus() == 404) {
      refused(ctx, ApiError.noSuchRoute());
      return;
    }
    json(ctx, e.getStatus(), ErrorWire.of("REFUSED", "The request could not be understood"));
  }

  private void broken(Context ctx, Exception e) {
    if (e instanceof EofException) {
      LOG.log(Level.DEBUG, "{0} {1}: the client went away", ctx.method(), ctx.path());
      return;
    }
    ErrorWire wire =
        incident(ctx.method() + " " + ctx.path() + " request=" + RequestIds.of(ctx), e);
    if (ctx.res().isCommitted()) {
      // Jetty sees that bytes are missing, and breaks the connection.
      return;
    }
    reset(ctx.res());
    json(ctx, 500, wire);
  }

  // Drops the headers of the failed answer, and keeps those that depend on the request alone.
  private static void reset(HttpServletResponse response) {
    Map<String, String> surviving = new LinkedHashMap<>();
    for (String name : SURVIVING_RESET) {
      String value = response.getHeader(name);
      if (value != null) {
        surviving.put(name, value);
      }
    }
    response.reset();
    surviving.forEach(response::setHeader);
  }

  /** Answers an {@link Error}, such as a stack overflow, which Javalin passes to no handler. */
  public void crashed(HttpServletResponse response, Error error) {
    ErrorWire wire = incident("A request", error);
    if (response.isCommitted()) {
      return;
    }
    try {
      response.setStatus(500);
      response.setContentType("application/json");
      response.getOutputStream().write(Json.bytes(wire));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The client went away", e);
    }
  }

  private ErrorWire incident(String what, Throwable cause) {
    UUID incident = ids.next();
    LOG.log(Level.ERROR, what + " failed (" + incident + ")", cause);
    return ErrorWire.of(
        "INTERNAL", "The server failed unexpectedly; its log has the reason under " + incident);
  }
}
