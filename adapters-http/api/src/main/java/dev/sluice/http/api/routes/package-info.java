/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.routes;

import org.jspecify.annotations.NullMarked;
