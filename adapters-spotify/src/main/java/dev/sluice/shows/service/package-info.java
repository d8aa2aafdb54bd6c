/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.service;

import org.jspecify.annotations.NullMarked;
