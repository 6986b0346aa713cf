-- Written by `portcullis protect`, which writes it anew: what you change here is lost.
-- Whether a request of https://{{host}} may pass is asked of Portcullis ({{checks}}): `LuaHookAccessChecker`, early.

local socket = require "socket"

local host = "{{host}}"
local checks, port = ("{{checks}}"):match("^%[?(.-)%]?:(%d+)$")
local secret = nil
{{#secret}}secret = "{{secret}}"

-- Fields that only Portcullis and this proxy set. Any sign that is no letter and no digit counts as a hyphen, as some readers have it.
local families = { "remote-", "x-portcullis-", "x-pomerium-", "x-forwarded-" }
local stripped = {
{{#stripped}}    ["{{field}}"] = true,
}
local names = {}
for name in pairs(stripped) do names[name:lower()] = true end

local function reserved(name)
    if name:find("[^%w-]") then return true end
    local lower = name:lower()
    if names[lower] then return true end
    for _, family in ipairs(families) do
        if lower:sub(1, #family) == family then return true end
    end
    return false
end

-- Cookies as the application may see them. Apache puts two fields together with a comma, which hides names: then all go.
local function without_ours(value)
    local kept = {}
    for pair in value:gmatch("[^;]+") do
        pair = pair:gsub("^%s+", "")
        local name = pair:lower()
        local ours = name:find("__host-portcullis", 1, true) == 1 or name:find("__secure-portcullis", 1, true) == 1
        if pair ~= "" and not ours then kept[#kept + 1] = pair end
    end
    local rest = table.concat(kept, "; ")
    local lower = rest:lower()
    if lower:find("[,%s]__host%-portcullis") or lower:find("[,%s]__secure%-portcullis") then return "" end
    return rest
end

-- One connection for each thread of Apache's, kept.
local kept = nil

local function exchange(text)
    local stream = kept
    kept = nil
    if not stream then
        stream = socket.tcp()
        stream:settimeout(5)
        if not stream:connect(checks, tonumber(port)) then return nil end
        stream:settimeout(15)
        stream:setoption("tcp-nodelay", true)
    end
    local said = { fields = {} }
    local line = stream:send(text) and stream:receive("*l")
    said.status = line and tonumber(line:match("^HTTP/1%.1 (%d%d%d)"))
    if not said.status then stream:close() return nil end
    while true do
        line = stream:receive("*l")
        if not line then stream:close() return nil end
        if line == "" then break end
        local name, value = line:match("^([^:]+):%s*(.-)%s*$")
        if name then said.fields[name:lower()] = value end
    end
    local length = tonumber(said.fields["content-length"] or "0")
    if said.fields["transfer-encoding"] or not length or (length > 0 and not stream:receive(length)) then
        stream:close()
    elseif (said.fields["connection"] or ""):lower() == "close" then
        stream:close()
    else
        kept = stream
    end
    return said
end

local asked_with = { "Cookie", "Accept", "Origin", "X-Requested-With", "Sec-Fetch-Mode", "Sec-WebSocket-Key", "Access-Control-Request-Method" }
local told = { "Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email", "X-Portcullis-Assertion" }

local function question(r, method, uri)
    local lines = { "GET /api/authz/auth-request HTTP/1.1", "Host: " .. host, "X-Original-Method: " .. method }
    -- The host of this file, never one that a client sent.
    lines[#lines + 1] = "X-Original-URL: https://" .. host .. uri
    lines[#lines + 1] = "X-Forwarded-For: " .. r.useragent_ip
    lines[#lines + 1] = "X-Forwarded-Proto: https"
    -- `/.portcullis/` of this host comes to us: no cookie that goes to neighbours is needed, or taken.
    lines[#lines + 1] = "X-Portcullis-Paths: passed"
    if secret then lines[#lines + 1] = "X-Portcullis-Proxy-Secret: " .. secret end
    -- Names and passwords are the application's own affair. For programs that sign in with them here, add "Authorization".
    for _, name in ipairs(asked_with) do
        local value = r.headers_in[name]
        if value then lines[#lines + 1] = name .. ": " .. value end
    end
    for _, line in ipairs(lines) do
        if line:find("[\r\n]") then return nil end
    end
    return table.concat(lines, "\r\n") .. "\r\n\r\n"
end

-- What is about this connection alone: the names in `Connection` would be taken out after this, ours with them, and another protocol
-- than WebSocket would be out of everybody's sight.
local function connection(r, ours)
    local upgrade, said = r.headers_in["Upgrade"], (r.headers_in["Connection"] or ""):lower()
    local socket = not ours and upgrade and upgrade:lower() == "websocket" and r.headers_in["Sec-WebSocket-Key"]
    local kept = nil
    for token in said:gmatch("[^,%s]+") do
        if token == "close" or (token == "keep-alive" and not kept) then kept = token end
    end
    for _, name in ipairs({ "Connection", "Upgrade", "HTTP2-Settings", "Max-Forwards" }) do r.headers_in[name] = nil end
    if socket then
        r.headers_in["Connection"] = "Upgrade"
        r.headers_in["Upgrade"] = "websocket"
    elseif kept then
        r.headers_in["Connection"] = kept
    end
end

-- A fault in here is 500 to Apache, and nothing passes.
function guard(r)
    -- Apache would answer it with all that is set below.
    if r.method == "TRACE" then return 405 end
    -- Any other host that ends up here, the portal's among them, would be sent round without end.
    if r.hostname and r.hostname:lower() ~= "{{hostname}}" then return 421 end
    local uri = r.unparsed_uri
    local rest = uri:match("^%a[%w+.-]*://[^/?]*(.*)$")
    if rest then uri = rest end
    -- Apache chooses the backend by the path that it made of the address; so does this.
    local ours = r.uri:sub(1, 13) == "/.portcullis/"
    local text = question(r, r.method, uri)
    connection(r, ours)
    local found = {}
    for name in pairs(r:headers_in_table()) do found[#found + 1] = name end
    for _, name in ipairs(found) do
        if reserved(name) then r.headers_in[name] = nil end
    end
    r.headers_in["Host"] = host
    r.headers_in["X-Forwarded-For"] = r.useragent_ip
    r.headers_in["X-Forwarded-Proto"] = "https"
    if ours then
        if secret then r.headers_in["X-Portcullis-Proxy-Secret"] = secret end
        return apache2.OK
    end
    if not text then return 400 end
    -- A kept connection may have ended meanwhile: once more on a new one.
    local said = exchange(text) or exchange(text)
    if not said then return 503 end
    if said.status < 200 or said.status >= 300 then
        r.err_headers_out["Cache-Control"] = "no-store"
        if said.status == 401 and said.fields["location"] then
            r.err_headers_out["Location"] = said.fields["location"]
            return tonumber(said.fields["x-portcullis-status"]) or 401
        end
        if said.status == 400 or said.status == 401 or said.status == 403 then return said.status end
        return 503
    end
    for _, name in ipairs(told) do
        local value = said.fields[name:lower()]
        if value then r.headers_in[name] = value end
    end
    r.headers_in["X-Forwarded-Host"] = host
    local cookies = r.headers_in["Cookie"]
    if cookies then
        local left = without_ours(cookies)
        r.headers_in["Cookie"] = left ~= "" and left or nil
    end
    return apache2.OK
end
