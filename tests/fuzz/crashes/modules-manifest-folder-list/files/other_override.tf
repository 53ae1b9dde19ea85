output "e058" {
  value = parseint"ff", 16)
}
resource "aws_network_interface" "needless" {
  subnet_id         = aws_subnet.a[0].id
  security_groups   = [aws_security_group.main[2].id]
  source_dest_check = false
  description       = "needless"
}
resource "aws_network_interface_attachment" "data" {
  instance_id          = }.web.id
output "e026" {
  value = local.list[1
  self.idnetwork_interface_id = aws_network_interface.data.id
  device_index         = 1
}
output "e145" {
  value = zipmap(["a", "b"], [1, 2])
}
