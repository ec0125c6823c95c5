"""单点登录 by OpenID Connect: an extra, loaded only where PERFEVAL_OIDC_ISSUER is set.

The identity provider says who somebody is; who may sign in and what they may do is said here: only people who
have an account, found by their user name, and the local second factor as after a password.
"""
