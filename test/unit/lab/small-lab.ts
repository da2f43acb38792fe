/** The smallest lab file that is valid; tests break it on purpose. */
export const SMALL_LAB = `lab: 1
name: small
title: { en: Small, zh: 小 }
text: { en: A small lab., zh: 一个小实验。 }
network: { subnet: 10.9.0.0/24 }
parameters:
  user: { kind: pick, from: [wang, li] }
hosts:
  server:
    title: { en: Server, zh: 服务器 }
  client:
    title: { en: Client, zh: 客户端 }
steps:
  - id: start
    on: server
    do: ftp-server.start
    with: { users: [{ name: $(user), password: secret }] }
    title: { en: Start, zh: 启动 }
  - id: connect
    on: client
    do: ftp.connect
    with: { host: $(hosts.server.address) }
    title: { en: Connect, zh: 连接 }
    in: [base]
checks:
  - id: one
    title: { en: One connection, zh: 一条连接 }
    select: connections[*]
    expect: { count: 1 }
variants:
  ipv6:
    title: { en: over IPv6, zh: 使用 IPv6 }
    network: { family: ipv6, subnet: 'fd09::/64' }
`;
