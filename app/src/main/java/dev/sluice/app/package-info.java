/** The runnable program: it knows everybody and decides nothing. */
package dev.sluice.app;
