/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.json;

import org.jspecify.annotations.NullMarked;
