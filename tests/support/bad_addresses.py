"""Addresses that nobody may be sent to: those that lead inside, and what two readers could take for two hosts."""

INSIDE = [
    "127.0.0.1",  # loopback
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",  # RFC 1918
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",  # carriers
    "169.254.169.254",  # link-local: the metadata of clouds
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.7",  # documentation
    "224.0.0.1",  # multicast
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",  # mapped
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",  # NAT64
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",  # 6to4
    "2001:0:7f00:1::",  # Teredo
    "2a00::5efe:7f00:1",  # ISATAP
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
]

NO_ADDRESSES = [
    "",
    "hooks.partner.example",
    "file:///etc/passwd",
    "ftp://hooks.partner.example/",
    "gopher://hooks.partner.example/",
    "//hooks.partner.example/",
    "https:hooks.partner.example",
    "https:///hook",
    "https://user@hooks.partner.example/",
    "https://user:word@hooks.partner.example/",
    "https://hooks.partner.example@127.0.0.1/",
    "https://127.0.0.1\\@hooks.partner.example/",
    "https://hooks.partner.example#@127.0.0.1/",
    "https://hooks.partner.example/hook#part",
    "https://hooks.partner.example/a b",
    "https://hooks.partner.example/\r\nx-injected: 1",
    "https://hooks.partner.example\r\n/",
    "https://hooks.partner.example/\x00",
    "https://hooks.partner.example\t/",
    " https://hooks.partner.example/",
    "https://hooks.partner.example/\n",
    "https://hooks%2epartner.example/",
    "https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",  # full-width digits
    "https://hooks.partner.example\u3002/",
    "https://hooks..example/",
    "https://hooks.partner.example./",
    "https://-hooks.example/",
    "https://2130706433/",  # decimal
    "https://017700000001/",  # octal
    "https://0x7f000001/",  # hexadecimal
    "https://0x7f.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0177.0.0.1/",
    "https://127.0.0.01/",
    "https://1.2.3.4.5/",
    "https://[127.0.0.1]/",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
    "https://hooks.partner.example:/",
    "https://hooks.partner.example:443:443/",
    "https://hooks.partner.example:+443/",
    f"https://hooks.partner.example/{'a' * 2000}",
]
