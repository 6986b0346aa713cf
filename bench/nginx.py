# nginx as the origin, and as the proxy to compare with.
#
# Why: everybody knows it, it is fast, and it authorises nothing here: it only forwards.

import os

import process

BODY = "x" * 1024
COMMON = """worker_processes 1; daemon off; pid {folder}/{name}.pid; error_log {folder}/{name}.err; worker_rlimit_nofile 20000;
events {{ worker_connections 8000; }}
http {{
  access_log off; server_tokens off; keepalive_requests 1000000000; keepalive_timeout 3600s;
  client_body_temp_path {folder}/{name}-1; proxy_temp_path {folder}/{name}-2; fastcgi_temp_path {folder}/{name}-3; uwsgi_temp_path {folder}/{name}-4; scgi_temp_path {folder}/{name}-5;
  {rest}
}}
"""


def origin(folder, port):
    rest = f"""default_type text/plain;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = / {{ return 200 "{BODY}"; }}
    location = /fields {{ return 200 "assertion=$http_x_portcullis_assertion\\ncookie=$http_cookie\\nhost=$http_host\\n"; }}
  }}"""
    return _command(folder, "origin", rest)


def proxy(folder, port, origin_port, certificate):
    rest = f"""ssl_certificate {certificate[0]}; ssl_certificate_key {certificate[1]}; ssl_protocols TLSv1.3; ssl_session_cache shared:S:10m; ssl_session_tickets on;
  proxy_buffers 16 16k; proxy_buffer_size 16k; proxy_busy_buffers_size 32k;
  upstream origin {{ server 127.0.0.1:{origin_port}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header Connection "";
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-Host $http_host;
  server {{ listen 127.0.0.1:{port} ssl http2 backlog=4096; location / {{ proxy_pass http://origin; }} }}"""
    return _command(folder, "nginx", rest)


def checking(folder, name, port, origin_port, checks_port):
    """Plain HTTP; with a port for checks, each request is asked about there first."""
    asked = """location = /check {
      internal; proxy_pass http://checks/api/authz/auth-request; proxy_pass_request_body off; proxy_set_header Content-Length "";
      proxy_set_header X-Original-Method $request_method; proxy_set_header X-Original-URL https://$host$request_uri; proxy_set_header X-Forwarded-For $remote_addr;
    }"""
    rest = f"""proxy_buffers 16 16k; proxy_buffer_size 16k; proxy_busy_buffers_size 32k;
  upstream origin {{ server 127.0.0.1:{origin_port}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  upstream checks {{ server 127.0.0.1:{checks_port or 1}; keepalive 512; keepalive_requests 1000000000; keepalive_timeout 3600s; }}
  proxy_http_version 1.1; proxy_set_header Connection "";
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ {"auth_request /check; auth_request_set $user $upstream_http_remote_user; proxy_set_header Remote-User $user;" if checks_port else ""} proxy_set_header Host $host; proxy_pass http://origin; }}
    {asked if checks_port else ""}
  }}"""
    return _command(folder, name, rest)


def _command(folder, name, rest):
    path = os.path.join(folder, f"{name}.conf")
    with open(path, "w", encoding="ascii") as conf:
        conf.write(COMMON.format(folder=folder, name=name, rest=rest))
    return [process.find("nginx"), "-c", path]
